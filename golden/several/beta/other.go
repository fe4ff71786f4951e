package beta

// Other is the component class beta.Other.
type Other struct {
	OtherStub
}

// NewOther returns the component; the registry calls it.
func NewOther(stub OtherStub) (*Other, error) {
	return &Other{OtherStub: stub}, nil
}
