package conformance

import (
	"fmt"
	"slices"
	"testing"
)

// element is what an element of a message has to be.
type element struct {
	name  string
	right any // a value that it may have
	wrong list
}

// The kinds of elements (section "Messages") with values that are not of them.
// What is no URI but a string is answered with wamp.error.invalid_uri.
func idElement(name string) element {
	return element{name, 1, list{nil, true, "1", 1.5, -1, 0, maxID + 1, list{}, dict{}}}
}

func uriElement(name string) element {
	return element{name, "com.myapp.name", list{nil, false, 1, 1.5, list{}, list{"com.myapp.name"}, dict{}}}
}

func stringElement(name string) element {
	return element{name, "", list{nil, true, 1, list{}, dict{}}}
}

func dictElement(name string) element {
	return element{name, dict{}, list{nil, false, 0, 1.5, "", "{}", list{}}}
}

var (
	argsElement   = element{"Arguments", list{1}, list{nil, true, 1, "x", dict{}}}
	kwargsElement = element{"ArgumentsKw", dict{"a": 1}, list{nil, true, 1, "x", list{}}}
)

// layouts are the elements of the messages that clients send, after the type;
// payload says that Arguments and ArgumentsKw may follow.
var layouts = []struct {
	name     string
	kind     int
	elements []element
	payload  bool
}{
	{"HELLO", HELLO, []element{{"Realm", "realm1", list{false, 1, 1.5, list{}, dict{}}}, dictElement("Details")}, false},
	{"ABORT", ABORT, []element{dictElement("Details"), uriElement("Reason")}, true},
	{"AUTHENTICATE", AUTHENTICATE, []element{stringElement("Signature"), dictElement("Extra")}, false},
	{"GOODBYE", GOODBYE, []element{dictElement("Details"), uriElement("Reason")}, false},
	{"ERROR", ERROR, []element{{"REQUEST.Type", INVOCATION, list{nil, "68", 1.5, list{}, -68}}, idElement("REQUEST.Request"), dictElement("Details"), uriElement("Error")}, true},
	{"PUBLISH", PUBLISH, []element{idElement("Request"), dictElement("Options"), uriElement("Topic")}, true},
	{"SUBSCRIBE", SUBSCRIBE, []element{idElement("Request"), dictElement("Options"), uriElement("Topic")}, false},
	{"UNSUBSCRIBE", UNSUBSCRIBE, []element{idElement("Request"), idElement("Subscription")}, false},
	{"CALL", CALL, []element{idElement("Request"), dictElement("Options"), uriElement("Procedure")}, true},
	{"CANCEL", CANCEL, []element{idElement("Request"), dictElement("Options")}, false},
	{"REGISTER", REGISTER, []element{idElement("Request"), dictElement("Options"), uriElement("Procedure")}, false},
	{"UNREGISTER", UNREGISTER, []element{idElement("Request"), idElement("Registration")}, false},
	{"YIELD", YIELD, []element{idElement("Request"), dictElement("Options")}, true},
}

// Sections "Messages" and "Protocol Errors": a message of which an element is
// missing, of another type or too many is answered with ABORT.
func TestMalformed(t *testing.T) {
	for _, layout := range layouts {
		for name, message := range malformed(layout.kind, layout.elements, layout.payload) {
			t.Run(layout.name+"/"+name, func(t *testing.T) {
				inEach(t, func(t *testing.T, s serializer) {
					p := dial(t, s)
					if layout.kind != HELLO {
						p.send(HELLO, "realm1", plain)
						p.want(WELCOME, id, anything)
					}
					p.send(message...)
					p.wantAbort(protocolViolation)
				})
			})
		}
	}
}

// malformed returns messages by what is wrong with them.
func malformed(kind int, elements []element, payload bool) map[string]list {
	if payload {
		elements = append(slices.Clone(elements), argsElement, kwargsElement)
	}
	whole := list{kind}
	for _, e := range elements {
		whole = append(whole, e.right)
	}
	messages := map[string]list{
		"one element too many": append(slices.Clone(whole), dict{}),
		"a list too many":      append(slices.Clone(whole), list{}),
	}
	for i, e := range elements {
		if e.name != argsElement.name && e.name != kwargsElement.name {
			messages["without "+e.name] = whole[:i+1]
		}
		for _, wrong := range e.wrong {
			message := slices.Clone(whole)
			message[i+1] = wrong
			messages[fmt.Sprintf("%s is %#v", e.name, wrong)] = message
		}
	}
	return messages
}

// Section "Messages": integers are not used instead of booleans, and an option
// that is known has its type.
func TestMalformedOptions(t *testing.T) {
	flag := list{nil, 0, 1, "true", list{}, dict{}, 1.5}
	name := list{nil, 1, true, list{"prefix"}, dict{}}
	ids := list{nil, 1, "1", true, dict{}, list{"1"}, list{nil}, list{0}, list{-1}, list{1.5}, list{list{1}}}
	names := list{nil, 1, "a", true, dict{}, list{1}, list{nil}, list{list{"a"}}}
	for _, test := range []struct {
		message string
		kind    int
		last    any
		options map[string]list
	}{
		{"PUBLISH", PUBLISH, "com.myapp.topic", map[string]list{
			"acknowledge": flag, "exclude_me": flag, "disclose_me": flag, "retain": flag,
			"exclude": ids, "exclude_authid": names, "exclude_authrole": names,
			"eligible": ids, "eligible_authid": names, "eligible_authrole": names,
		}},
		{"SUBSCRIBE", SUBSCRIBE, "com.myapp.topic", map[string]list{"get_retained": flag, "match": append(name, "regex", "Prefix")}},
		{"CALL", CALL, "com.myapp.procedure", map[string]list{
			"receive_progress": flag, "disclose_me": flag, "timeout": {nil, true, "100", -1, 1.5, list{}, dict{}},
		}},
		{"CANCEL", CANCEL, nil, map[string]list{"mode": append(name, "abort", "Skip")}},
		{"REGISTER", REGISTER, "com.myapp.procedure", map[string]list{
			"match": append(name, "regex"), "disclose_caller": flag, "forward_timeout": flag,
		}},
		{"YIELD", YIELD, nil, map[string]list{"progress": flag}},
	} {
		for option, wrong := range test.options {
			for _, value := range wrong {
				t.Run(fmt.Sprintf("%s.%s is %#v", test.message, option, value), func(t *testing.T) {
					inEach(t, func(t *testing.T, s serializer) {
						p := join(t, s)
						message := list{test.kind, 1, dict{option: value}}
						if test.last != nil {
							message = append(message, test.last)
						}
						p.send(message...)
						p.wantAbort(protocolViolation)
					})
				})
			}
		}
	}
}
