package realm

import "github.com/wampgen/wampgen/runtime/wamp"

// welcome returns the router's announcement: its roles, each with the advanced
// features that work (section "Router: Role and Feature Announcement").
func welcome(cfg *Config) wamp.Dict {
	broker := map[string]any{
		"event_retention":               true,
		"pattern_based_subscription":    true,
		"payload_passthru_mode":         true,
		"publication_trustlevels":       true,
		"publisher_exclusion":           true,
		"publisher_identification":      true,
		"subscriber_blackwhite_listing": true,
		"subscription_revocation":       true,
	}
	dealer := map[string]any{
		"call_canceling":               true,
		"call_reroute":                 true,
		"call_timeout":                 true,
		"call_trustlevels":             true,
		"caller_identification":        true,
		"pattern_based_registration":   true,
		"payload_passthru_mode":        true,
		"progressive_call_invocations": true,
		"progressive_call_results":     true,
		"registration_revocation":      true,
		"shared_registration":          true,
	}
	if cfg.MetaAPI {
		if len(cfg.Histories) > 0 {
			broker["event_history"] = true
		}
		broker["session_meta_api"] = true
		broker["subscription_meta_api"] = true
		dealer["registration_meta_api"] = true
		dealer["session_meta_api"] = true
		dealer["testament_meta_api"] = true
	}
	roles := map[string]any{
		"broker": map[string]any{"features": broker},
		"dealer": map[string]any{"features": dealer},
	}
	if cfg.MetaAPI {
		for _, role := range roles {
			role.(map[string]any)["reflection"] = true
		}
	}
	return wamp.Dict{"agent": "wampgen", "roles": roles}
}
