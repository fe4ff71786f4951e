//go:build unix

package bench

import (
	"os"
	"testing"

	"go.uber.org/goleak"
)

// Environment variables.
const (
	roleVariable    = "WAMPGEN_BENCH_SERVER"  // runs the test binary as one of the servers
	profileVariable = "WAMPGEN_BENCH_PROFILE" // file for a CPU profile of the router
	waitVariable    = "WAMPGEN_BENCH_WAITS"   // prefix of files for a block and a mutex profile of the router
	guardVariable   = "WAMPGEN_BENCH_GUARD"   // runs TestGuard, which needs a machine to itself
)

func TestMain(m *testing.M) {
	if role := os.Getenv(roleVariable); role != "" {
		os.Exit(serve(role))
	}
	goleak.VerifyTestMain(m)
}
