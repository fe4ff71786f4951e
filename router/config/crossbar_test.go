package config

import (
	"maps"
	"strings"
	"testing"
)

// known is a block of a node file, with the keys that Crossbar.io knows there.
type known struct {
	path string // to the block, as in the tables of tests
	kind string // its type, if it has one
	keys string
}

// crossbar lists, block by block, the keys of Crossbar.io's nodes. Each has to be read, or
// to be refused as a feature that is not supported; none may be unknown.
var crossbar = []known{
	{"", "", "version controller workers $schema"},
	{"controller", "", "id options manhole connections keyring fabric fabric-center blockchain ipfs enable_docker"},
	{"controller.options", "", "title shutdown enable_parallel_worker_start"},
	{"workers[0]", "router", "id options manhole realms transports components connections"},
	{"workers[0]", "container", "id options manhole components connections"},
	{"workers[0]", "guest", "id executable arguments options"},
	{"workers[0].options", "router", "title extra python pythonpath cpu_affinity env expose_controller expose_shared disabled"},
	{"workers[0].options", "container", "title extra python pythonpath cpu_affinity env expose_controller expose_shared disabled shutdown restart"},
	{"workers[0].options", "guest", "env workdir stdin stdout stderr watch"},
	{"workers[0].options.env", "guest", "inherit vars"},
	{"workers[0].options.stdin", "guest", "type value close"},
	{"workers[0].options.watch", "guest", "directories action"},
	{"workers[0].realms[0]", "", "id name roles options store"},
	{"workers[0].realms[0].options", "", "event_dispatching_chunk_size uri_check enable_meta_api bridge_meta_api"},
	{"workers[0].realms[0].roles[0]", "", "name permissions authorizer"},
	{"workers[0].realms[0].roles[0].permissions[0]", "", "uri match allow disclose validate cache"},
	{"workers[0].realms[0].roles[0].permissions[0].allow", "", "call register publish subscribe"},
	{"workers[0].realms[0].roles[0].permissions[0].disclose", "", "caller publisher"},
	{"workers[0].components[0]", "class", "id realm role references classname extra"},
	{"workers[0].components[0]", "class of a container", "id realm transport classname extra auth"},
	{"workers[0].components[0].transport", "websocket", "id endpoint url serializers options"},
	{"workers[0].components[0].transport", "rawsocket", "id endpoint url serializer options debug"},
	{"workers[0].components[0].transport.endpoint", "tcp", "version host port timeout tls"},
	{"workers[0].components[0].transport.endpoint", "unix", "path timeout"},
	{"workers[0].components[0].transport.endpoint.tls", "", "ca_certificates hostname certificate key"},
	{"workers[0].transports[0]", "websocket", "id endpoint url serializers debug options auth cookie"},
	{"workers[0].transports[0]", "rawsocket", "id endpoint serializers debug options auth max_message_size"},
	{"workers[0].transports[0]", "universal", "id endpoint rawsocket websocket mqtt web"},
	{"workers[0].transports[0]", "web", "id endpoint paths options"},
	{"workers[0].transports[0].endpoint", "tcp", "version port portrange shared interface backlog tls user_timeout"},
	{"workers[0].transports[0].endpoint", "unix", "path backlog"},
	{"workers[0].transports[0].endpoint.tls", "", "key certificate chain_certificates dhparam ciphers ca_certificates"},
	{"workers[0].transports[0].cookie", "", "name length max_age store secure http_strict same_site"},
	{"workers[0].transports[0].auth", "", "anonymous ticket wampcra scram cryptosign tls cookie cryptosign-proxy anonymous-proxy"},
	{"workers[0].transports[0].auth.anonymous", "static", "realm role authid"},
	{"workers[0].transports[0].auth.ticket", "static", "principals"},
	{"workers[0].transports[0].auth.ticket", "dynamic", "authenticator authenticator-realm authenticator-role"},
	{"workers[0].transports[0].auth.wampcra", "static", "users"},
	{"workers[0].transports[0].auth.cryptosign", "static", "principals trustroots"},
	{"workers[0].transports[0].auth.ticket.principals.name", "", "ticket role"},
	{"workers[0].transports[0].auth.wampcra.users.name", "", "secret role salt iterations keylen"},
	{"workers[0].transports[0].auth.cryptosign.principals.name", "", "authorized_keys role realm"},
	{"workers[0].transports[0].auth.scram.principals.name", "", "kdf iterations memory salt stored-key server-key role"},
	{"workers[0].transports[0].options", "of rawsocket", "max_message_size"},
	{"workers[0].transports[0].options", "of web", "access_log display_tracebacks hsts hsts_max_age client_timeout"},
	{"workers[0].transports[0].options", "of websocket", "allowed_origins allow_null_origin external_port enable_hybi10 enable_rfc6455 open_handshake_timeout " +
		"close_handshake_timeout enable_webstatus validate_utf8 mask_server_frames require_masked_client_frames apply_mask max_frame_size max_message_size " +
		"auto_fragment_size fail_by_drop echo_close_codereason tcp_nodelay auto_ping_interval auto_ping_timeout auto_ping_size auto_ping_restart_on_any_traffic " +
		"enable_flash_policy flash_policy compression require_websocket_subprotocol show_server_version"},
	{"workers[0].transports[0].paths.name", "websocket", "id url serializers cookie auth options debug"},
	{"workers[0].transports[0].paths.name", "static", "id directory package resource options"},
	{"workers[0].transports[0].paths.name.options", "of static", "enable_directory_listing mime_types cache_timeout default_file"},
	{"workers[0].transports[0].paths.name", "nodeinfo", "id"},
	{"workers[0].transports[0].paths.name", "redirect", "id url"},
	{"workers[0].transports[0].paths.name", "json", "id value options"},
	{"workers[0].transports[0].paths.name.options", "of json", "prettify allow_cross_origin discourage_caching"},
	{"workers[0].transports[0].paths.name", "longpoll", "id options debug"},
	{"workers[0].transports[0].paths.name.options", "of longpoll", "debug_transport_id request_timeout session_timeout queue_limit_bytes queue_limit_messages"},
	{"workers[0].transports[0].paths.name", "path", "id paths"},
}

// TestCrossbarsKeysAreKnown looks in the tables for each key of a Crossbar.io node.
func TestCrossbarsKeysAreKnown(t *testing.T) {
	have := map[string]bool{}
	for _, p := range places() {
		have[p.path] = true
	}
	for _, block := range crossbar {
		for key := range strings.FieldsSeq(block.keys) {
			if !have[join(block.path, key)] {
				t.Errorf("%s (%s): key %q is unknown", block.path, block.kind, key)
			}
		}
	}
}

// TestCrossbarsTypesAreKnown has each type of a block that Crossbar.io knows: it is read, or
// refused as unsupported.
func TestCrossbarsTypesAreKnown(t *testing.T) {
	for path, types := range map[string]string{
		"workers[0]":                                  "router container guest websocket-testee proxy hostmonitor marketmaker xbrmm xbrmarket",
		"workers[0].components[0]":                    "class function",
		"workers[0].components[0].transport":          "websocket rawsocket",
		"workers[0].components[0].transport.endpoint": "tcp unix twisted tor",
		"workers[0].transports[0]":                    "web websocket rawsocket universal mqtt flashpolicy websocket.testee stream.testee",
		"workers[0].transports[0].endpoint":           "tcp unix twisted onion",
		"workers[0].transports[0].auth.ticket":        "static dynamic function",
		"workers[0].transports[0].cookie.store":       "memory file database",
		"workers[0].transports[0].paths.name": "websocket static wsgi nodeinfo reverseproxy redirect json cgi longpoll publisher webhook caller " +
			"resource path upload websocket-reverseproxy archive pairme registerme catalog",
	} {
		found := false
		for _, p := range places() {
			if p.path != path && p.path+"[0]" != path && !strings.HasPrefix(path, p.path+".name") {
				continue
			}
			for name := range strings.FieldsSeq(types) {
				for _, v := range variantsOf(p.shape) {
					found = true
					if !v[name] {
						t.Errorf("%s: type %q is unknown", path, name)
					}
				}
			}
		}
		if !found {
			t.Errorf("%s is no block with a type", path)
		}
	}
}

// variantsOf lists the types of the variants that a value of a shape is, or holds.
func variantsOf(s shape) []map[string]bool {
	switch s.kind {
	case list, dictionary:
		return variantsOf(*s.item)
	case variant:
		types := map[string]bool{}
		for _, one := range s.types() {
			types[one.name] = true
		}
		return []map[string]bool{maps.Clone(types)}
	}
	return nil
}

// TestCrossbarsSerializers are known by name where they are not spoken.
func TestCrossbarsSerializers(t *testing.T) {
	for _, transport := range []string{"websocket", "rawsocket"} {
		file := map[string]any{"workers": []any{map[string]any{"type": "router", "transports": []any{map[string]any{"type": transport, "serializers": []any{"ubjson"}}}}}}
		if said := about(t, file, "workers[0].transports[0].serializers[0]"); len(said) != 1 || said[0].Rule != "unsupported" {
			t.Errorf("%s: want one error [unsupported], got %v", transport, said)
		}
	}
}
