// Package strangers has to do with peers who are nobody yet: which network they are counted
// as, and how much the log tells of what they do.
package strangers
