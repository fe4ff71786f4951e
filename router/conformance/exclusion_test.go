package conformance

import "testing"

// Section "Publisher Exclusion".
func TestPublisherExclusion(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		topic := uri("topic")
		p, other := join(t, s), join(t, s)
		own, others := p.subscribe(topic, dict{}), other.subscribe(topic, dict{})
		publish := func(number int, options dict) {
			p.send(PUBLISH, p.next(), options, topic, list{number})
			other.want(EVENT, others, id, dict{}, list{number})
		}
		publish(1, dict{"exclude_me": false})
		p.want(EVENT, own, id, dict{}, list{1})
		publish(2, dict{"exclude_me": true})
		publish(3, dict{})
		quiet(p)
	})
}

// The publisher is a subscriber like others where it is not excluded.
func TestPublisherExclusionAndLists(t *testing.T) {
	t.Parallel()
	topic := uri("topic")
	p := join(t, asJSON)
	p.subscribe(topic, dict{})
	p.publish(topic, dict{"exclude_me": false, "exclude": list{p.session}})
	p.publish(topic, dict{"eligible": list{p.session}})
	p.publish(topic, dict{"exclude_me": false, "eligible": list{1}})
	quiet(p)
}

// Section "Subscriber Black- and Whitelisting": an event is received if and only if
// all six statements hold.
func TestBlackAndWhitelisting(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		topic := uri("topic")
		publisher := join(t, asJSON)
		a, b, c := join(t, s), join(t, s), shared.join(t, s, "realm1", "staff", able())
		names := map[string]*peer{"a": a, "b": b, "c": c}
		subscriptions := map[string]int64{}
		for name, p := range names {
			subscriptions[name] = p.subscribe(topic, dict{})
		}
		sessions := func(peers ...*peer) list {
			ids := list{}
			for _, p := range peers {
				ids = append(ids, p.session)
			}
			return ids
		}
		users := func(peers ...*peer) list {
			ids := list{}
			for _, p := range peers {
				ids = append(ids, p.details["authid"])
			}
			return ids
		}
		many := sessions(a)
		for i := range 100 {
			many = append(many, i+1)
		}
		for number, test := range []struct {
			options   dict
			receivers string
		}{
			{dict{}, "abc"},
			{dict{"exclude": sessions(a)}, "bc"},
			{dict{"exclude": sessions(a, b, c, publisher)}, ""},
			{dict{"exclude": list{}}, "abc"},
			{dict{"exclude": list{1, 2, maxID}}, "abc"},
			{dict{"exclude": many}, "bc"},
			{dict{"exclude_authid": users(b)}, "ac"},
			{dict{"exclude_authid": list{"nobody"}}, "abc"},
			{dict{"exclude_authrole": list{"anonymous"}}, "c"},
			{dict{"exclude_authrole": list{"staff", "anonymous"}}, ""},
			{dict{"eligible": sessions(a, c)}, "ac"},
			{dict{"eligible": many}, "a"},
			{dict{"eligible": list{}}, ""},
			{dict{"eligible": list{1}}, ""},
			{dict{"eligible_authid": users(a, b)}, "ab"},
			{dict{"eligible_authid": list{}}, ""},
			{dict{"eligible_authrole": list{"staff"}}, "c"},
			{dict{"eligible_authrole": list{"nobody"}}, ""},
			{dict{"eligible": sessions(a, b), "exclude": sessions(a)}, "b"},
			{dict{"eligible": sessions(a), "exclude": sessions(a)}, ""},
			{dict{"eligible": sessions(a, c), "eligible_authrole": list{"staff"}}, "c"},
			{dict{"eligible_authid": users(a, c), "exclude_authrole": list{"staff"}}, "a"},
			{dict{"eligible_authrole": list{"anonymous"}, "exclude_authid": users(a)}, "b"},
			{dict{
				"eligible": sessions(a, b, c), "eligible_authid": users(a, b, c), "eligible_authrole": list{"anonymous", "staff"},
				"exclude": list{1}, "exclude_authid": list{"nobody"}, "exclude_authrole": list{"nobody"},
			}, "abc"},
		} {
			publisher.publish(topic, test.options, list{number})
			for _, name := range test.receivers {
				names[string(name)].want(EVENT, subscriptions[string(name)], id, dict{}, list{number})
			}
		}
		quiet(a, b, c)
	})
}
