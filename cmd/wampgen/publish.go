package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

func newPublish() *cobra.Command {
	var (
		router connection
		kwargs []string
		retain bool
	)
	cmd := &cobra.Command{
		Use:   "publish [flags] URL TOPIC [ARG...]",
		Short: "Publish an event",
		Long: "publish joins the router at URL, publishes an event to TOPIC and ends when the router\n" +
			"has it. ARGs are written as those of wampgen call: JSON, NAME=VALUE for a keyword\n" +
			"argument, or a string.",
		Example: "  wampgen publish ws://127.0.0.1:8080/ws com.example.news hello urgent=true\n" +
			"  wampgen publish --retain ws://127.0.0.1:8080/ws com.example.state '{\"on\":true}'",
		Args: routerURL(noFlagBehind(wants(cobra.MinimumNArgs(2)))),

		ValidArgsFunction: nothing(),
		RunE: func(cmd *cobra.Command, args []string) error {
			w := codec.NewWriter(wamp.JSON)
			defer w.Free()
			event, err := arguments(w, args[2:], kwargs)
			if err != nil {
				return err
			}
			options := []runtime.PublishOption{runtime.Acknowledge()}
			if retain {
				options = append(options, runtime.Retain())
			}
			return failed(router.publish(cmd.Context(), args[0], wamp.URI(args[1]), event, options))
		},
	}
	router.flags(cmd)
	cmd.Flags().SetInterspersed(false)
	keywordFlag(cmd, &kwargs)
	cmd.Flags().BoolVar(&retain, "retain", false, "have the router keep the event for those who subscribe later")
	return cmd
}

// publish publishes an event; the router has it when there is no error.
func (c *connection) publish(ctx context.Context, url string, topic wamp.URI, event wamp.Payload, options []runtime.PublishOption) error {
	session, err := c.join(ctx, url)
	if err != nil {
		return err
	}
	defer leave(session)
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	return session.PublishRaw(ctx, topic, event, options...)
}
