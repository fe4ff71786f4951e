package main

import (
	"context"
	"fmt"
	"io"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// callProgressive calls a procedure and writes each progressive result to out when it
// comes. It returns the final one.
func callProgressive(ctx context.Context, session *runtime.Session, procedure wamp.URI, args wamp.Payload, out io.Writer) (wamp.Payload, error) {
	values, err := runtime.DecodeValues(args)
	if err != nil {
		return wamp.Payload{}, err
	}
	results := runtime.CallProgressive(ctx, session, runtime.UntypedProgressive(procedure), values, nil)
	for result, err := range results.All() {
		if err != nil {
			return wamp.Payload{}, err
		}
		payload, err := result.Payload(wamp.JSON)
		if err != nil {
			return wamp.Payload{}, err
		}
		if _, err := fmt.Fprintln(out, resultLine(payload)); err != nil {
			return wamp.Payload{}, err
		}
	}
	final, err := results.Final()
	if err != nil {
		return wamp.Payload{}, err
	}
	return final.Payload(wamp.JSON)
}
