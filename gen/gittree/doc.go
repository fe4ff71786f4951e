// Package gittree reads files of a commit with the user's git: as a file system, without
// a checkout. It writes nothing into the repository and asks no other one; what is not
// there is an error.
package gittree
