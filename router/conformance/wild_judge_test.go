package conformance

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What the model of a session finds wrong with what a router says.
func TestWildJudge(t *testing.T) {
	for name, test := range map[string]struct {
		said   []list
		faults []string
	}{
		"all well": {[]list{
			{SUBSCRIBED, 1, 11}, {EVENT, 11, 5, dict{}}, {UNSUBSCRIBED, 0, dict{"subscription": 11}}, {REGISTERED, 2, 12},
			{INVOCATION, 1, 12, dict{}}, {INVOCATION, 2, 12, dict{}}, {INVOCATION, 1, 12, dict{}}, {INTERRUPT, 2, dict{}},
			{RESULT, 3, dict{"progress": true}}, {RESULT, 3, dict{}}, {ERROR, CALL, 4, dict{}, "x"}, {ERROR, PUBLISH, 5, dict{}, "x"}, {GOODBYE, dict{}, "x"},
		}, nil},
		"answers twice": {[]list{{SUBSCRIBED, 1, 11}, {SUBSCRIBED, 1, 11}, {RESULT, 3, dict{}}, {RESULT, 3, dict{}}, {ERROR, CALL, 3, dict{}, "x"}},
			[]string{"no open SUBSCRIBE", "no open CALL", "no open CALL"}},
		"answers to others": {[]list{{REGISTERED, 1, 1}, {PUBLISHED, 9, 1}, {ERROR, SUBSCRIBE, 2, dict{}, "x"}, {UNREGISTERED, 1}},
			[]string{"no open REGISTER", "no open PUBLISH", "no such request", "no open UNREGISTER"}},
		"events and invocations of others": {[]list{{EVENT, 11, 5, dict{}}, {INVOCATION, 1, 12, dict{}}, {INVOCATION, 3, 12, dict{}}, {INTERRUPT, 9, dict{}}, {UNSUBSCRIBED, 0, dict{"subscription": 3}}},
			[]string{"no such subscription", "no such registration", "want the request 2", "no such invocation", "revokes what is not held"}},
		"says more than its last word": {[]list{{GOODBYE, dict{}, "x"}, {SUBSCRIBED, 1, 11}}, []string{"after the last word"}},
		"ends it unasked":              {[]list{{ABORT, dict{}, protocolViolation}}, []string{"no violation"}},
		"speaks as a client":           {[]list{{HELLO, "realm1", dict{}}, {WELCOME, 1, dict{}}, {}}, []string{"not for an open session", "not for an open session", "not for an open session"}},
	} {
		w := newWildSession(nil)
		w.requests = map[int64]int{1: SUBSCRIBE, 2: REGISTER, 5: PUBLISH}
		w.calls = map[int64]bool{3: true, 4: true}
		w.ending = GOODBYE
		var faults []string
		for _, m := range test.said {
			if fault := w.judge(normal(m).(list)); fault != "" {
				faults = append(faults, fault)
			}
		}
		if diff := cmp.Diff(test.faults, faults); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
