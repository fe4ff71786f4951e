package routertest

import (
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Option changes who is hosted or joins, where and how.
type Option func(*member)

// member is who is hosted or joins.
type member struct {
	realm  wamp.URI
	role   string
	authID string
	format wamp.Format // 0: that of hosted components
	extra  []byte
	join   runtime.JoinConfig
	fault  error // of an option
}

// InRealm has it join this realm.
func InRealm(name wamp.URI) Option { return func(m *member) { m.realm = name } }

// AsRole gives it this role, one of WithRole or DefaultRole.
func AsRole(name string) Option { return func(m *member) { m.role = name } }

// AsAuthID gives it this authid. Without it, components have their id and sessions
// none.
func AsAuthID(id string) Option { return func(m *member) { m.authID = id } }

// InFormat has it speak this serialization: each message is written and read as on a
// connection.
func InFormat(f wamp.Format) Option { return func(m *member) { m.format = f } }

// WithExtra gives a component its extra as a node file does, in JSON.
func WithExtra(json string) Option { return func(m *member) { m.extra = []byte(json) } }

// WithTypedExtra gives a component its extra: &hello.MySessionExtra{...}.
func WithTypedExtra(extra interface{ EncodeWAMP(*codec.Writer) }) Option {
	return func(m *member) {
		m.extra, m.fault = runtime.Marshal(wamp.JSON, extra)
	}
}

// WithJoinConfig joins with this configuration, but for its realm.
func WithJoinConfig(cfg runtime.JoinConfig) Option { return func(m *member) { m.join = cfg } }
