// Command chat is an application with people in it: rooms, names, presence and a page.
package main

import (
	"embed"

	"github.com/wampgen/wampgen/router/app"
)

//go:embed node.yaml web
var files embed.FS

func main() { app.Main(Classes(), app.Embed(files)) }
