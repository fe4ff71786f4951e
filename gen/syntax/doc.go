// Package syntax reads YAML and JSON files that people write into one positioned
// tree, and refuses with a place and a hint what either notation makes
// ambiguous or dangerous. It knows nothing of what the files mean.
package syntax
