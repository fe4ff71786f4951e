package app

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/wampgen/wampgen/router/node"
)

// Resource links a handler in, which web paths of the type "resource" serve by its class
// name, as {type: resource, classname: shop.Catalog}. The handler sees the path of a request
// below that of its own; "/" is that itself. It serves for as long as the program runs,
// through reloads, on all transports that name it; who asks for it is not authenticated.
// Run fails where a name comes twice or is empty, or a handler is nil.
func Resource(className string, handler http.Handler) Option {
	return func(a *application) {
		switch _, twice := a.resources[className]; {
		case className == "":
			a.wrong = errors.Join(a.wrong, errors.New("register resource: it has no class name"))
		case handler == nil:
			a.wrong = errors.Join(a.wrong, fmt.Errorf("register resource %q: it has no handler", className))
		case twice:
			a.wrong = errors.Join(a.wrong, fmt.Errorf("register resource %q: it is there twice", className))
		default:
			if a.resources == nil {
				a.resources = node.Resources{}
			}
			a.resources[className] = handler
		}
	}
}
