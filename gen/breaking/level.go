package breaking

// Level tells whom a change breaks.
type Level string

// The levels.
const (
	Wire   Level = "wire"   // peers that know the old schemas
	Go     Level = "go"     // Go code that uses the generated packages
	Config Level = "config" // node files
)

// Levels returns all levels, in their order.
func Levels() []Level { return []Level{Wire, Go, Config} }
