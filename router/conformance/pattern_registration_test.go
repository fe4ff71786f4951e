package conformance

import "testing"

// Section "Pattern-based Registrations": what a pattern applies to, with the
// examples of the specification.
func TestPatternRegistration(t *testing.T) {
	for name, test := range map[string]struct {
		match, pattern    string
		matching, foreign []string
	}{
		"prefix": {
			"prefix", "myobject1",
			[]string{"myobject1.myprocedure1", "myobject1-mysubobject1", "myobject1.mysubobject1.myprocedure1", "myobject1"},
			[]string{"myobject2", "myobject"},
		},
		"wildcard": {
			"wildcard", "x..myprocedure1",
			[]string{"x.myobject1.myprocedure1", "x.myobject2.myprocedure1"},
			[]string{"x.myobject1.myprocedure1.mysubprocedure1", "x.myobject1.myprocedure2", "x2.myobject1.myprocedure1", "x.myprocedure1"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			inEach(t, func(t *testing.T, s serializer) {
				base := uri("")
				callee, caller := join(t, s), join(t, asJSON)
				registration := callee.register(base+test.pattern, dict{"match": test.match})
				for _, procedure := range test.foreign {
					request := caller.call(base+procedure, dict{})
					caller.want(ERROR, CALL, request, dict{}, "wamp.error.no_such_procedure", explained)
				}
				for i, procedure := range test.matching {
					request := caller.call(base+procedure, dict{}, list{i})
					callee.want(INVOCATION, i+1, registration, dict{"procedure": base + procedure}, list{i})
					callee.send(YIELD, i+1, dict{})
					caller.want(RESULT, request, dict{})
				}
			})
		})
	}
}

// "Calls matching multiple registrations": exact, then the longest prefix, then
// the wildcard with the longest portions before each wildcard. The first table is
// the specification's own; see the package's documentation for its fifth line.
func TestPatternRegistrationPrecedence(t *testing.T) {
	type pattern struct{ match, uri string }
	for name, test := range map[string]struct {
		registered []pattern
		calls      map[string]int // the index of what gets the call, or -1
	}{
		"of the specification": {
			[]pattern{
				{"exact", "a1.b2.c3.d4.e55"},
				{"prefix", "a1.b2.c3"},
				{"prefix", "a1.b2.c3.d4"},
				{"wildcard", "a1.b2..d4.e5"},
				{"wildcard", "a1.b2.c33..e5"},
				{"wildcard", "a1.b2..d4.e5..g7"},
				{"wildcard", "a1.b2..d4..f6.g7"},
			},
			map[string]int{
				"a1.b2.c3.d4.e55":         0,
				"a1.b2.c3.d98.e74":        1,
				"a1.b2.c3.d4.e325":        2,
				"a1.b2.c55.d4.e5":         3,
				"a1.b2.c33.d4.e5":         1,
				"a1.b2.c88.d4.e5.f6.g7":   5,
				"a2.b2.c2.d2.e2":          -1,
				"a1.b2.c3.d4":             2,
				"a1.b2.c3":                1,
				"a1.b2":                   -1,
				"a1.b2.c88.d4.e5.f6.g7.x": -1,
			},
		},
		"of the specification, with prefixes of whole components": {
			[]pattern{
				{"exact", "a1.b2.c3.d4.e55"},
				{"prefix", "a1.b2.c3."},
				{"prefix", "a1.b2.c3.d4."},
				{"wildcard", "a1.b2..d4.e5"},
				{"wildcard", "a1.b2.c33..e5"},
			},
			map[string]int{
				"a1.b2.c3.d4.e55":  0,
				"a1.b2.c3.d98.e74": 1,
				"a1.b2.c3.d4.e325": 2,
				"a1.b2.c55.d4.e5":  3,
				"a1.b2.c33.d4.e5":  4,
				"a1.b2.c3":         -1,
			},
		},
		"prefix before wildcard": {
			[]pattern{{"wildcard", "a.b.c."}, {"prefix", "a"}, {"wildcard", "..."}},
			map[string]int{"a.b.c.d": 1, "b.b.c.d": 2, "b.c": -1},
		},
		"the longer prefix": {
			[]pattern{{"prefix", "a.b"}, {"prefix", "a"}, {"prefix", "a.bc"}, {"prefix", "a.bc.d"}},
			map[string]int{"a.x": 1, "a.b": 0, "a.bx": 0, "a.bc": 2, "a.bcd": 2, "a.bc.c": 2, "a.bc.d": 3, "a.bc.de.f": 3},
		},
		"exact before all": {
			[]pattern{{"prefix", "a.b.c"}, {"wildcard", "a.b.c"}, {"exact", "a.b.c"}},
			map[string]int{"a.b.c": 2, "a.b.cd": 0},
		},
		"wildcards": {
			[]pattern{
				{"wildcard", "a..c.d"}, {"wildcard", "a.b..d"}, {"wildcard", "a.b.c."}, {"wildcard", "..."},
				{"wildcard", "...d"}, {"wildcard", "..c.d"}, {"wildcard", "a..."},
			},
			map[string]int{
				"a.b.c.d": 2, "a.b.x.d": 1, "a.x.c.d": 0, "x.x.x.x": 3, "x.x.x.d": 4, "x.x.c.d": 5, "a.x.x.x": 6, "a.x.x.d": 6, "x.b.c.x": 3,
				"a.b.c": -1, "a.b.c.d.e": -1,
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			inEach(t, func(t *testing.T, s serializer) {
				base := uri("")
				caller := join(t, s)
				callees, number := make([]*peer, len(test.registered)), make([]int, len(test.registered))
				for i, p := range test.registered {
					callees[i] = join(t, s)
					callees[i].register(base+p.uri, dict{"match": p.match})
				}
				for procedure, at := range test.calls {
					request := caller.call(base+procedure, dict{}, list{procedure})
					if at < 0 {
						caller.want(ERROR, CALL, request, dict{}, "wamp.error.no_such_procedure", explained)
						continue
					}
					number[at]++
					details := dict{"procedure": base + procedure}
					if test.registered[at].match == "exact" {
						details = dict{}
					}
					t.Logf("call %s: want %v", procedure, test.registered[at])
					callees[at].want(INVOCATION, number[at], id, details, list{procedure})
					callees[at].send(YIELD, number[at], dict{})
					caller.want(RESULT, request, dict{})
				}
				quiet(callees...)
			})
		})
	}
}

// A pattern that goes leaves its calls to the next one, and the same URI with
// another policy is another registration.
func TestPatternRegistrationsStandAlone(t *testing.T) {
	t.Parallel()
	procedure := uri("procedure")
	callee, caller := join(t, asJSON), join(t, asCBOR)
	var registrations []int64
	for _, match := range []string{"wildcard", "prefix", "exact"} {
		registrations = append(registrations, callee.register(procedure, dict{"match": match}))
	}
	for i := len(registrations) - 1; i >= 0; i-- {
		caller.call(procedure, dict{})
		callee.want(INVOCATION, len(registrations)-i, registrations[i], anything)
		callee.send(UNREGISTER, callee.next(), registrations[i])
		callee.want(UNREGISTERED, callee.last)
	}
	request := caller.call(procedure, dict{})
	caller.want(ERROR, CALL, request, dict{}, "wamp.error.no_such_procedure", explained)
	for _, match := range []string{"wildcard", "prefix", "exact"} {
		callee.register(procedure, dict{"match": match})
		callee.send(REGISTER, callee.next(), dict{"match": match}, procedure)
		callee.want(ERROR, REGISTER, callee.last, dict{}, "wamp.error.procedure_already_exists", explained)
	}
}
