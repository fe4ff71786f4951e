// Package typecheck reads payloads by the contracts of component classes: whether
// they have the arguments, types and rules that a schema gives a procedure or topic.
// It is what generated code does for payloads of its own, from the same data, for
// payloads of whom there is no code. It keeps nothing of what it reads.
package typecheck
