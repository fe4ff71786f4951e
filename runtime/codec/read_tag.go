package codec

// Tag looks for a key in the map that comes next and returns its value, one of the
// values, without reading the map: that is for Struct, which passes over the key.
// Wherever in the map the key stands, it is there once.
//
//	switch r.Tag("kind", alarmTags) {
//	case "smoke":
//		x := new(SmokeAlarm)
//		x.DecodeWAMP(r)
func (r *Reader) Tag(key string, values []string) string {
	found, value := false, ""
	before, depth := r.src, len(r.frames)
	for r.Map(); r.NextEntry(); {
		if string(r.frames[depth].key) != key {
			continue
		}
		if found {
			r.Fail("duplicate", "occurs twice")
		}
		found, value = true, r.Enum(values)
	}
	if r.err == nil && !found {
		r.Fail("required", "missing tag %q", key)
	}
	if r.err != nil {
		return ""
	}
	r.src, r.tag = before, key
	return value
}
