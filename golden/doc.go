// Package golden holds what wampgen makes of schemas, one directory a case: the
// wampgen.yaml and the schemas that go in, and beside them exactly what comes out.
// Outputs are packages of this module, compiled, vetted and run by the tests here.
// Cases named diag_* are broken; what comes out of them is diagnostics.txt.
//
// A case is added by adding its directory with the schemas and running
//
//	go test ./golden -update
package golden
