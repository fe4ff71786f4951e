package component

// Idle is the component class component.Idle.
//
// Idle does nothing.
type Idle struct {
	IdleStub
}

// NewIdle returns the component; the registry calls it.
func NewIdle(stub IdleStub) (*Idle, error) {
	return &Idle{IdleStub: stub}, nil
}
