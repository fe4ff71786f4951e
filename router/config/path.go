package config

import "github.com/wampgen/wampgen/gen/syntax"

// Path is one service of a web transport.
type Path struct {
	Source
	Name string // the segment it stands under; "/" is the root, and all that no other path takes
	Type string // "websocket", "longpoll", "static", "json", "redirect", "nodeinfo", "metrics", "livez", "readyz", "resource" or "path"
	WebSocket
	Static   Static
	Value    []byte // of json: JSON, variables replaced
	JSON     JSONOptions
	Target   string // of redirect: a URL or path
	Resource string // the class name of a handler
	Paths    []Path // of path
}

// Static says which files a path serves.
type Static struct {
	Directory    string // relative to the node file
	DefaultFile  string // default: index.html
	MIMETypes    map[string]string
	CacheSeconds int64 // how long clients need not ask again; 0: they always ask
}

// JSONOptions are the options of a json path.
type JSONOptions struct {
	Prettify          bool
	AllowCrossOrigin  bool
	DiscourageCaching bool
}

// webOptions is the options of a web transport: none has an effect yet.
func webOptions() table[struct{}] {
	type none = struct{}
	return table[none]{
		unsupportedFlag[none]("access_log", "access log"),
		ignoredKey[none]("display_tracebacks", onOff, "errors are never shown to clients"),
		unsupportedFlag[none]("hsts", "strict transport security"),
		ignoredKey[none]("hsts_max_age", number(0, 0), "strict transport security is off"),
		ignoredKey[none]("client_timeout", shape{kind: integer, min: 1, max: 86400, null: true}, "limits: {header_timeout} bounds the request"),
	}
}

func pathTypes() variants[Path] {
	return variants[Path]{
		what:  "path",
		field: func(p *Path) *string { return &p.Type },
		tables: []choiceOf[Path]{
			{"websocket", webSocketPath},
			{"static", staticTable},
			{"json", jsonTable},
			{"redirect", redirectTable},
			{"nodeinfo", pathIDTable},
			{"path", nestedTable},
			{"longpoll", longPollTable},
			{"metrics", pathIDTable},
			{"livez", pathIDTable},
			{"readyz", pathIDTable},
			{"resource", resourceTable},
		},
		unsupported: []string{
			"publisher", "caller", "webhook", "reverseproxy", "websocket-reverseproxy",
			"wsgi", "cgi", "upload", "apidoc", "console",
			"archive", "pairme", "registerme", "catalog",
		},
	}
}

// pathsKey is a row for a map of paths, in the order of the file. The shape names
// the types of paths only when it is asked: paths hold paths.
func pathsKey[T any](name string, field func(*T) *[]Path) key[T] {
	item := shape{kind: variant, name: "path", types: func() []typed { return pathTypes().shape().types() }}
	s := shape{kind: dictionary, pattern: pathName.pattern, form: pathName.form, item: &item}
	return key[T]{entry{name: name, shape: s}, func(r *reading, n *syntax.Node, into *T) {
		*field(into) = readPaths(r, n, pathTypes())
	}}
}

// readPaths reads a map of paths.
func readPaths(r *reading, n *syntax.Node, types variants[Path]) []Path {
	paths := make([]Path, len(n.Pairs))
	for i, p := range n.Pairs {
		paths[i].Name = p.Key.Text
		r.enter(join(r.path, p.Key.Text), p.Value, func() { types.read(r, p.Value, &paths[i]) })
	}
	return paths
}

func pathIDTable() table[Path] {
	return table[Path]{ignoredKey[Path]("id", identifier, "paths are known by their names")}
}

func webSocketPath() table[Path] {
	return append(pathIDTable(), webSocketTable(func(p *Path) *WebSocket { return &p.WebSocket })...)
}

func staticTable() table[Path] {
	return append(pathIDTable(),
		textKey("directory", filled, func(p *Path) *string { return &p.Static.Directory }).required().says("The directory whose files are served, relative to the node file."),
		blockKey("options", staticOptions, func(p *Path) *Static { return &p.Static }).says("Options of the files."),
		unsupportedKey[Path]("package", "files of a Python package"),
		unsupportedKey[Path]("resource", "files of a Python package"),
	)
}

func staticOptions() table[Static] {
	return table[Static]{
		textKey("default_file", filled, func(s *Static) *string { return &s.DefaultFile }).says("The file that stands for a directory. Default: index.html."),
		mimeTypesKey(),
		intKey("cache_timeout", shape{kind: integer, min: 0, max: 31_536_000, null: true}, func(s *Static) *int64 { return &s.CacheSeconds }).says("Seconds for which clients need not ask again. Default: 0, they always ask."),
		unsupportedFlag[Static]("enable_directory_listing", "directory listing"),
	}
}

func mimeTypesKey() key[Static] {
	s := shape{kind: dictionary, item: &filled, doc: "The media types of files, by their extensions."}
	return key[Static]{entry{name: "mime_types", shape: s}, func(_ *reading, n *syntax.Node, into *Static) {
		into.MIMETypes = map[string]string{}
		for _, p := range n.Pairs {
			into.MIMETypes[p.Key.Text] = p.Value.Text
		}
	}}
}

func jsonTable() table[Path] {
	return append(pathIDTable(),
		jsonKey("value", func(p *Path) *[]byte { return &p.Value }).required().says("The value that is served."),
		blockKey("options", jsonOptions, func(p *Path) *JSONOptions { return &p.JSON }).says("How it is served."),
	)
}

func jsonOptions() table[JSONOptions] {
	return table[JSONOptions]{
		flagKey("prettify", func(o *JSONOptions) *bool { return &o.Prettify }).says("Whether it is indented."),
		flagKey("allow_cross_origin", func(o *JSONOptions) *bool { return &o.AllowCrossOrigin }).says("Whether pages of other hosts may read it."),
		flagKey("discourage_caching", func(o *JSONOptions) *bool { return &o.DiscourageCaching }).says("Whether caches are told not to keep it."),
	}
}

func redirectTable() table[Path] {
	return append(pathIDTable(), textKey("url", filled, func(p *Path) *string { return &p.Target }).required().says("Where clients are sent: a path, or a URL of the scheme http or https."))
}

func resourceTable() table[Path] {
	return append(pathIDTable(),
		textKey("classname", filled, func(p *Path) *string { return &p.Resource }).required().says("The HTTP handler that is linked into the program by this name."),
		unsupportedKey[Path]("extra", "extra of a resource, which is made by the program"),
	)
}

func nestedTable() table[Path] {
	return append(pathIDTable(), pathsKey("paths", func(p *Path) *[]Path { return &p.Paths }).required().says("The services below this path, by their names; / is all that no other takes."))
}
