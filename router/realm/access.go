package realm

import (
	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/meta"
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// access is the permissions of the realm as the meta API asks for them.
type access struct{ realm *Realm }

var _ meta.Access = access{}

// MaySubscribe answers as SUBSCRIBE would be.
func (a access) MaySubscribe(id wamp.ID, p urimatch.Pattern) error {
	return a.permit(id, p, authz.Subscribe)
}

// MaySee reports whether the session may do anything with the URIs of a pattern, by
// the rules of its role. No authorizer is asked, as it would be for each of many:
// sessions whose role has one see nothing.
func (a access) MaySee(id wamp.ID, kind meta.Resource, p urimatch.Pattern) bool {
	m := census(a).find(id)
	if m == nil {
		return false
	}
	policy := a.realm.policy.Load()
	may := func(action authz.Action) bool { return policy.Authorize(m.role, action, p.URI, p.Match).Allowed }
	procedure := may(authz.Call) || may(authz.Register)
	topic := may(authz.Subscribe) || may(authz.Publish)
	switch kind {
	case meta.ProcedureResource:
		return procedure
	case meta.TopicResource:
		return topic
	}
	return procedure || topic
}

// MayDefine answers as REGISTER or PUBLISH would be.
func (a access) MayDefine(id wamp.ID, uri wamp.URI) error {
	p := urimatch.Exact(uri)
	if a.permit(id, p, authz.Register) == nil {
		return nil
	}
	return a.permit(id, p, authz.Publish)
}

func (a access) permit(id wamp.ID, p urimatch.Pattern, action authz.Action) error {
	m := census(a).find(id)
	if m == nil {
		return &wamp.Error{URI: wamp.ErrNoSuchSession, Message: "the session has ended"}
	}
	_, err := a.realm.permit(m, action, p.URI, p.Match, nil)
	return err
}
