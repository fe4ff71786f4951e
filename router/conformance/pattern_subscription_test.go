package conformance

import "testing"

// Section "Pattern-based Subscription", with the examples of the specification
// behind a component of the test's own.
func TestPatternSubscription(t *testing.T) {
	for name, test := range map[string]struct {
		match, pattern    string
		matching, foreign []string
	}{
		"prefix": {
			"prefix", "topic.emergency",
			[]string{"topic.emergency.11", "topic.emergency-low", "topic.emergency.category.severe", "topic.emergency"},
			[]string{"topic.emerge", "topic", "topic.Emergency", "x.topic.emergency"},
		},
		"prefix that ends with a dot": {
			"prefix", "topic.", []string{"topic.a", "topic.a.b"}, []string{"topic", "topics.a", "topi.c"},
		},
		"wildcard": {
			"wildcard", "x..userevent",
			[]string{"x.foo.userevent", "x.bar.userevent", "x.a12.userevent"},
			[]string{"x.foo.userevent.bar", "x.foo.user", "x2.foo.userevent", "x.userevent", "foo.userevent", "x.foo.userevent2"},
		},
		"wildcard at the end":       {"wildcard", "x.", []string{"x.y", "x.-"}, []string{"x", "x.y.z", "y.x"}},
		"several wildcards":         {"wildcard", "x...y.", []string{"x.1.2.y.3"}, []string{"x.1.2.3.y", "x.1.y.2", "x.1.2.y"}},
		"wildcard without wildcard": {"wildcard", "x.y", []string{"x.y"}, []string{"x", "x.y.z", "x.z"}},
		"exact":                     {"exact", "x.y", []string{"x.y"}, []string{"x", "x.y.z", "x.yz"}},
	} {
		t.Run(name, func(t *testing.T) {
			inEach(t, func(t *testing.T, s serializer) {
				base := uri("")
				subscriber, publisher := join(t, s), join(t, asJSON)
				subscription := subscriber.subscribe(base+test.pattern, dict{"match": test.match})
				for _, topic := range test.foreign {
					publisher.publish(base+topic, dict{})
				}
				for _, topic := range test.matching {
					details := dict{"topic": base + topic}
					if test.match == "exact" {
						details = dict{}
					}
					publication := publisher.publish(base+topic, dict{}, list{topic})
					subscriber.want(EVENT, subscription, publication, details, list{topic})
				}
				quiet(subscriber)
			})
		})
	}
}

// "Every subscription instance, based on a topic URI and some options, has a
// unique ID": the same URI with another policy is another subscription.
func TestPatternSubscriptionIDs(t *testing.T) {
	t.Parallel()
	topic := uri("topic")
	a, b := join(t, asJSON), join(t, asCBOR)
	seen := map[int64]bool{}
	for _, match := range []string{"exact", "prefix", "wildcard"} {
		subscription := a.subscribe(topic, dict{"match": match})
		if again := b.subscribe(topic, dict{"match": match}); again != subscription {
			t.Errorf("two sessions have the subscriptions %d and %d for the same pattern", subscription, again)
		}
		seen[subscription] = true
	}
	if len(seen) != 3 {
		t.Errorf("3 policies have %d subscriptions", len(seen))
	}
}

// "No set semantics": each subscription stands on its own.
func TestPatternSubscriptionNoSetSemantics(t *testing.T) {
	t.Parallel()
	topic := uri("topic.a")
	subscriber, publisher := join(t, asJSON), join(t, asJSON)
	wide := subscriber.subscribe(topic[:len(topic)-1], dict{"match": "prefix"})
	narrow := subscriber.subscribe(topic, dict{})
	subscriber.send(UNSUBSCRIBE, subscriber.next(), narrow)
	subscriber.want(UNSUBSCRIBED, subscriber.last)
	publisher.publish(topic, dict{})
	subscriber.want(EVENT, wide, id, dict{"topic": topic})
	quiet(subscriber)
}
