package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/wampgen/wampgen/runtime/client"
)

// authorities are those of a file that vouch for the router, beside those of the system.
type authorities struct{ file string }

func (a *authorities) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.file, "ca-certificates", "",
		"`file` of certificates in PEM that wss and rss trust beside those of the system, such as that of a router which has signed its own")
}

// options returns what the connection trusts.
func (a *authorities) options() ([]client.Option, error) {
	if a.file == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(a.file)
	if err != nil {
		return nil, fmt.Errorf("read certificates: %w", err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool() // there is none, or it can not be read
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("read certificates: %q holds no certificate in PEM", a.file)
	}
	return []client.Option{client.WithTLS(&tls.Config{RootCAs: pool})}, nil
}
