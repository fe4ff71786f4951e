package runtime

// GeneratedV1 is named by generated code of the first version, so that a runtime
// too old for the code does not compile, and says why by this name.
const GeneratedV1 = true
