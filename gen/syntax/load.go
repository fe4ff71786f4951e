package syntax

import (
	"strings"

	"github.com/wampgen/wampgen/gen/diag"
)

// Load reads data as what the name of the file says: JSON for *.json, else YAML.
func Load(file string, data []byte, limits Limits) (*Node, diag.List) {
	if strings.HasSuffix(file, ".json") {
		return LoadJSON(file, data, limits)
	}
	return LoadYAML(file, data, limits)
}
