package runtime

import (
	"context"
	"errors"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// answer ends the context of an invocation whose handler has returned and sends YIELD, or
// ERROR if there is an error or the result can not be sent.
func (s *Session) answer(i *invocation, err error) {
	i.ctx.stop(returned)
	i.ctx.progression.end()
	if err == nil {
		i.yield.Request = i.request
		err = s.sendAnswer(i.link, &i.yield)
	}
	if err == nil || s.ctx.Err() != nil {
		return
	}
	w := codec.NewWriter(s.answerFormat(i))
	defer w.Free()
	m := &wamp.ErrorMessage{RequestType: wamp.TypeInvocation, Request: i.request}
	m.Error, m.Payload = s.failure(i, err, w)
	if err := s.sendAnswer(i.link, m); err != nil {
		s.logger.Debug("answer invocation", "procedure", i.ctx.procedure(), "error", err)
	}
}

// sendAnswer sends nothing after GOODBYE. The link is the one that the invocation came by.
func (s *Session) sendAnswer(link Link, m wamp.Message) error {
	if s.ctx.Err() != nil {
		return ErrSessionClosed
	}
	return link.Send(m)
}

// answerFormat is the serialization of the caller, where it is known: then nobody
// has to transcode.
func (s *Session) answerFormat(i *invocation) wamp.Format {
	if i.payload.Format != 0 {
		return i.payload.Format
	}
	return s.linkFormat()
}

// failure returns what the caller gets to know of the error of a handler; see
// Register. The payload is borrowed from w or from err.
func (s *Session) failure(i *invocation, err error, w *codec.Writer) (wamp.URI, wamp.Payload) {
	var (
		input    *inputError
		declared DeclaredError
		nested   *protocolError
		remote   *wamp.Error
	)
	uri, logged := wamp.ErrRuntimeError, errors.Is(err, errBroken)
	switch {
	case i.ctx.interrupted():
		return wamp.ErrCanceled, wamp.Payload{}
	case errors.As(err, &input):
		uri, logged = wamp.ErrInvalidArgument, true
		writeInputError(input, w)
	case errors.As(err, &declared):
		uri, logged = declared.ErrorWAMP(), true
		declared.EncodeWAMP(w)
	case errors.As(err, &nested): // of a call that the handler made
	case errors.As(err, &remote):
		if remote.Message == "" || remote.Payload.Args != nil || remote.Payload.Kwargs != nil {
			return remote.URI, remote.Payload
		}
		uri, logged = remote.URI, true
		writeMessage(remote.Message, w)
	case errors.Is(err, context.DeadlineExceeded):
		return wamp.ErrTimeout, wamp.Payload{}
	case errors.Is(err, context.Canceled):
		return wamp.ErrCanceled, wamp.Payload{}
	}
	if !logged {
		s.logger.Error("procedure handler failed", "procedure", i.ctx.procedure(), "error", err)
	}
	payload, encodeErr := w.Payload()
	if encodeErr != nil {
		s.logger.Error("encode error of procedure handler", "procedure", i.ctx.procedure(),
			"error", err, "cause", encodeErr)
		return wamp.ErrRuntimeError, wamp.Payload{}
	}
	return uri, payload
}

// writeInputError writes the faults as text, and path and rule of the first.
func writeInputError(err *inputError, w *codec.Writer) {
	writeMessage(err.cause.Error(), w)
	var fault *codec.ValueError
	if !errors.As(err.cause, &fault) {
		return
	}
	w.Kwargs(2)
	w.Key("path")
	w.String(fault.Path)
	w.Key("rule")
	w.String(fault.Rule)
	w.End()
}

func writeMessage(text string, w *codec.Writer) {
	w.Args(1)
	w.String(text)
	w.End()
}
