// Command interop is the application that clients in other languages are tested with: a
// router with every transport, and a component with something of everything.
package main

import (
	"embed"

	"github.com/wampgen/wampgen/router/app"
)

//go:embed node.yaml
var files embed.FS

func main() { app.Main(Classes(), app.Embed(files)) }
