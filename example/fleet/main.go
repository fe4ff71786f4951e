// Command fleet is an application that keeps the thermostats of a building. fleetctl
// is its client.
package main

import (
	"embed"

	"github.com/wampgen/wampgen/router/app"
)

//go:embed node.yaml
var files embed.FS

func main() { app.Main(Classes(), app.Embed(files)) }
