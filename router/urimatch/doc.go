// Package urimatch finds the patterns that match a URI, and compares patterns
// with one another (sections "Pattern-based Subscriptions" and "Pattern-based
// Registrations").
//
// An Index holds values by pattern. Looking up takes no lock and writes nothing
// that is shared, so any number of readers run side by side; writers follow one
// another under a mutex. What a lookup costs depends on the length of the URI and
// on what matches it, or begins to, not on the number of entries:
//
//   - exact patterns are in a hash table (table) whose chains are never changed
//     in place: a writer puts a new chain in the place of the old one;
//   - prefixes are in a persistent radix tree over bytes (prefixNode): a writer
//     copies the path from the root to the change and swaps the root. A prefix
//     that is whole characters matches characters by matching bytes;
//   - wildcard patterns are in a trie over components (wildcardNode), one for
//     each number of components, whose nodes hold their children in a table. A
//     lookup follows the fixed and the wildcard way at each component.
//
// A reader that runs while a writer changes the index sees the entry or does not
// see it, and all other entries in any case.
package urimatch
