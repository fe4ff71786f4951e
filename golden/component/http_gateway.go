package component

// HTTPGateway is the component class component.HTTPGateway.
type HTTPGateway struct {
	HTTPGatewayStub
}

// NewHTTPGateway returns the component; the registry calls it.
func NewHTTPGateway(stub HTTPGatewayStub) (*HTTPGateway, error) {
	return &HTTPGateway{HTTPGatewayStub: stub}, nil
}
