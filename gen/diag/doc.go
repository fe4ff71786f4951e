// Package diag holds what wampgen and the router say about files that people
// write: diagnostics with a place, a rule and a hint, collected, sorted and
// printed with the line they speak of.
package diag
