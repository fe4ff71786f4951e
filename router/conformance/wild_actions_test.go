package conformance

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
)

// The URIs of everybody: few, so that they meet.
var (
	wildTopics     = []string{"com.wild.a", "com.wild.a.b", "com.wild.b", "com.wild.hosted.news.wild0"}
	wildProcedures = []string{"com.wild.a", "com.wild.a.b", "com.wild.b", "com.wild.hosted.wild0", "com.wild.hosted.wild1", "com.wild.nobody", "wamp.session.count", "wamp.registration.list"}
	wildPatterns   = []string{"com.wild.a", "com.wild", "com.wild.b", "com..a", "com.wild."}
	wildMatches    = []string{"exact", "prefix", "wildcard"}
)

func one(random *rand.Rand, of []string) string { return of[random.IntN(len(of))] }

// some returns those of the options that a coin chooses.
func some(random *rand.Rand, options dict) dict {
	chosen := dict{}
	for _, name := range slices.Sorted(maps.Keys(options)) {
		if random.IntN(3) == 0 {
			chosen[name] = options[name]
		}
	}
	return chosen
}

// payload returns some arguments, or none.
func wildPayload(random *rand.Rand) list {
	switch random.IntN(4) {
	case 0:
		return nil
	case 1:
		return list{list{random.IntN(100), "ü", nil, 1.5, list{}}}
	case 2:
		return list{list{}, dict{"a": dict{"b": strings.Repeat("x", random.IntN(3000))}}}
	}
	return list{list{strings.Repeat("y", random.IntN(200))}}
}

// act sends one message, whichever.
func (w *wildSession) act(random *rand.Rand) (err error) {
	coin := random.IntN(2) == 0
	switch random.IntN(16) {
	case 0, 1:
		match := one(random, wildMatches)
		topic := one(random, wildTopics)
		if match != "exact" {
			topic = one(random, wildPatterns)
		}
		_, err = w.ask(SUBSCRIBE, true, some(random, dict{"match": match, "get_retained": coin}), topic)
	case 2:
		_, err = w.ask(UNSUBSCRIBE, true, w.any(w.subs, random.IntN(100)))
	case 3, 4, 5:
		options := some(random, dict{
			"acknowledge": true, "exclude_me": coin, "disclose_me": coin, "retain": coin, "exclude": list{w.id}, "eligible": list{w.id, 1},
			"exclude_authrole": list{"nobody"}, "eligible_authrole": list{"anonymous", "guest"}, "exclude_authid": list{"joe"},
		})
		_, err = w.ask(PUBLISH, options["acknowledge"] == true, append(list{options, one(random, wildTopics)}, wildPayload(random)...)...)
	case 6, 7:
		options := some(random, dict{"match": one(random, wildMatches), "invoke": one(random, []string{"single", "roundrobin", "random", "first", "last"}), "concurrency": 1 + random.IntN(3), "force_reregister": true})
		procedure := one(random, wildProcedures[:3])
		if match := options["match"]; match == "prefix" || match == "wildcard" {
			procedure = one(random, wildPatterns)
		}
		_, err = w.ask(REGISTER, true, options, procedure)
	case 8:
		_, err = w.ask(UNREGISTER, true, w.any(w.regs, random.IntN(100)))
	case 9, 10, 11:
		err = w.call(random)
	case 12: // revoke what is our own, or nobody's
		procedure, held := "wamp.subscription.remove_subscriber", w.subs
		if coin {
			procedure, held = "wamp.registration.remove_callee", w.regs
		}
		_, err = w.ask(CALL, true, dict{}, procedure, list{w.any(held, random.IntN(100)), w.id})
	default:
		err = w.answer(random)
	}
	return err
}

// call sends CALL, perhaps goes on with it, and perhaps cancels it.
func (w *wildSession) call(random *rand.Rand) error {
	options := some(random, dict{"receive_progress": true, "disclose_me": true, "progress": true})
	options["timeout"] = 1 + random.IntN(40)
	procedure := one(random, wildProcedures)
	request, err := w.ask(CALL, true, append(list{options, procedure}, wildPayload(random)...)...)
	if err == nil && options["progress"] == true {
		for range random.IntN(3) {
			if err := w.say(append(list{CALL, request, options, procedure}, wildPayload(random)...)...); err != nil {
				return err
			}
		}
		last := maps.Clone(options)
		delete(last, "progress")
		err = w.say(CALL, request, last, procedure)
	}
	if err == nil && random.IntN(3) == 0 {
		err = w.say(CANCEL, request, some(random, dict{"mode": one(random, []string{"skip", "kill", "killnowait"})}))
	}
	return err
}

// answer answers an invocation, perhaps in part, or again.
func (w *wildSession) answer(random *rand.Rand) error {
	w.mu.Lock()
	open := slices.Sorted(maps.Keys(w.serving))
	invoked := w.invoked
	w.mu.Unlock()
	if invoked == 0 {
		return nil
	}
	request := 1 + random.Int64N(invoked)
	if len(open) > 0 && random.IntN(8) > 0 {
		request = open[0]
	}
	options := some(random, dict{"progress": true})
	if random.IntN(4) == 0 {
		options = nil
	}
	if options["progress"] == nil {
		w.mu.Lock()
		delete(w.serving, request)
		w.mu.Unlock()
	}
	if options == nil {
		return w.say(append(list{ERROR, INVOCATION, request, dict{}, one(random, []string{"com.wild.error", "wamp.error.unavailable", "wamp.error.canceled"})}, wildPayload(random)...)...)
	}
	return w.say(append(list{YIELD, request, options}, wildPayload(random)...)...)
}
