// Package runtime is what generated code imports.
package runtime
