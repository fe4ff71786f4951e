package progressive

// Caller is the component class progressive.Caller.
type Caller struct {
	CallerStub
}

// NewCaller returns the component; the registry calls it.
func NewCaller(stub CallerStub) (*Caller, error) {
	return &Caller{CallerStub: stub}, nil
}
