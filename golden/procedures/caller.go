package procedures

// Caller is the component class procedures.Caller.
type Caller struct {
	CallerStub
}

// NewCaller returns the component; the registry calls it.
func NewCaller(stub CallerStub) (*Caller, error) {
	return &Caller{CallerStub: stub}, nil
}
