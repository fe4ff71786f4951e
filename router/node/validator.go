package node

import (
	"github.com/wampgen/wampgen/router/realm"
	"github.com/wampgen/wampgen/router/typecheck"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/contract"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// validator checks payloads by the contracts of the classes that are linked in.
type validator struct{ *typecheck.Checker }

var _ realm.Validator = validator{}

// newValidator returns nil if there are no classes.
func newValidator(registry *runtime.Registry) (realm.Validator, error) {
	if registry == nil {
		return nil, nil
	}
	var contracts []*contract.Component
	for _, name := range registry.Names() {
		if class, _ := registry.Class(name); class.Contract != nil {
			contracts = append(contracts, class.Contract)
		}
	}
	if len(contracts) == 0 {
		return nil, nil
	}
	checker, err := typecheck.New(contracts...)
	if err != nil {
		return nil, err
	}
	return validator{checker}, nil
}

// Check implements realm.Validator.
func (v validator) Check(kind realm.Kind, uri wamp.URI, p wamp.Payload) error {
	switch kind {
	case realm.KindCall:
		return v.Call(uri, p)
	case realm.KindResult:
		return v.Result(uri, p)
	case realm.KindProgress:
		return v.Progress(uri, p)
	case realm.KindInput:
		return v.Input(uri, p)
	default:
		return v.Event(uri, p)
	}
}
