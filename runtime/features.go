package runtime

import "github.com/wampgen/wampgen/runtime/wamp"

// agent is what sessions call themselves in HELLO.
const agent = "wampgen"

// helloDetails returns the details of HELLO with the roles and features that this
// package has (section "Client: Role and Feature Announcement").
func helloDetails(cfg *JoinConfig) wamp.Dict {
	details := wamp.Dict{
		"agent": agent,
		"roles": map[string]any{
			"caller":     role("call_canceling", "call_timeout", "caller_identification", "payload_passthru_mode", "progressive_call_invocations", "progressive_call_results"),
			"callee":     role("call_canceling", "call_timeout", "caller_identification", "pattern_based_registration", "payload_passthru_mode", "progressive_call_invocations", "progressive_call_results", "registration_revocation", "shared_registration"),
			"publisher":  role("payload_passthru_mode", "publisher_exclusion", "publisher_identification", "subscriber_blackwhite_listing"),
			"subscriber": role("pattern_based_subscription", "payload_passthru_mode", "publisher_identification", "subscription_revocation"),
		},
	}
	if cfg.Agent != "" {
		details["agent"] = cfg.Agent
	}
	if cfg.AuthID != "" {
		details["authid"] = cfg.AuthID
	}
	if cfg.AuthRole != "" {
		details["authrole"] = cfg.AuthRole
	}
	if len(cfg.AuthMethods) > 0 {
		methods := make([]any, len(cfg.AuthMethods))
		for i, m := range cfg.AuthMethods {
			methods[i] = m
		}
		details["authmethods"] = methods
	}
	if cfg.AuthExtra != nil {
		details["authextra"] = map[string]any(cfg.AuthExtra)
	}
	return details
}

func role(features ...string) map[string]any {
	announced := make(map[string]any, len(features))
	for _, f := range features {
		announced[f] = true
	}
	return map[string]any{"features": announced}
}

// announces reports whether WELCOME says that a role of the router has a feature.
func announces(welcome wamp.Dict, role, feature string) bool {
	dict := map[string]any(welcome)
	for _, key := range []string{"roles", role, "features"} {
		dict, _ = dict[key].(map[string]any)
	}
	has, _ := dict[feature].(bool)
	return has
}

// cloneDict copies a dict that is borrowed.
func cloneDict(d wamp.Dict) wamp.Dict {
	if d == nil {
		return nil
	}
	return cloneValue(map[string]any(d)).(map[string]any)
}

func cloneValue(v any) any {
	switch v := v.(type) {
	case map[string]any:
		c := make(map[string]any, len(v))
		for key, value := range v {
			c[key] = cloneValue(value)
		}
		return c
	case []any:
		c := make([]any, len(v))
		for i, value := range v {
			c[i] = cloneValue(value)
		}
		return c
	case []byte:
		return append([]byte{}, v...)
	}
	return v
}
