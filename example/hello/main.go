// Command hello is the smallest wampgen application: a router that hosts the
// component hello.MySession and serves a page to try it with.
package main

import (
	"embed"

	"github.com/wampgen/wampgen/router/app"
)

//go:embed node.yaml web
var files embed.FS

func main() { app.Main(Classes(), app.Embed(files)) }
