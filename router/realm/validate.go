package realm

import (
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// validate asks the Validator, if there is one, where the permission demands it. It
// does not look into payloads in passthru mode. The error is a *wamp.Error.
func (r *Realm) validate(kind Kind, uri wamp.URI, p wamp.Payload) error {
	if r.cfg.Validator == nil || p.Passthru != nil {
		return nil
	}
	if err := r.cfg.Validator.Check(kind, uri, p); err != nil {
		return &wamp.Error{URI: wamp.ErrInvalidArgument, Message: err.Error()}
	}
	return nil
}

// checkResult is validate for what a callee answers.
func (r *Realm) checkResult(procedure wamp.URI, progress bool, p wamp.Payload) error {
	if p.Passthru != nil || !r.policy.Load().ValidatesResults(procedure) {
		return nil
	}
	if progress {
		return r.cfg.Validator.Check(KindProgress, procedure, p)
	}
	return r.cfg.Validator.Check(KindResult, procedure, p)
}

// checkInput is validate for what a caller adds to a call that was validated. The last
// part may say nothing but that.
func (r *Realm) checkInput(procedure wamp.URI, progress bool, p wamp.Payload) *wamp.Error {
	if !progress && saysNothing(p) {
		return nil
	}
	err := r.cfg.Validator.Check(KindInput, procedure, p)
	if err == nil {
		return nil
	}
	return &wamp.Error{URI: wamp.ErrInvalidArgument, Message: err.Error()}
}

// saysNothing reports whether a payload has neither arguments nor keywords.
func saysNothing(p wamp.Payload) bool {
	for _, data := range [][]byte{p.Args, p.Kwargs} {
		if len(data) > 8 {
			return false
		}
		if data == nil {
			continue
		}
		switch v, _ := codec.DecodeValue(p.Format, data); v := v.(type) {
		case []any:
			if len(v) > 0 {
				return false
			}
		case map[string]any:
			if len(v) > 0 {
				return false
			}
		default:
			return false
		}
	}
	return true
}
