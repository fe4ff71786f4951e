package topics

// Speaker is the component class topics.Speaker.
type Speaker struct {
	SpeakerStub
}

// NewSpeaker returns the component; the registry calls it.
func NewSpeaker(stub SpeakerStub) (*Speaker, error) {
	return &Speaker{SpeakerStub: stub}, nil
}
