package stream

// records follows the records of TLS (RFC 8446, section 5.1) in what is read for it: so
// a Base knows whether TLS keeps something that it has not decrypted yet.
type records struct {
	length uint16 // of the body, as far as the header says
	left   uint16 // bytes of the body to come
	head   uint8  // bytes of the header that have passed
	broken bool   // this is not TLS: nothing is known
}

const (
	recordHead    = 5
	longestRecord = 16<<10 + 2048 // of TLS 1.2; those of 1.3 are shorter
)

// take lets bytes pass, up to the end of a record, and returns how many.
func (r *records) take(p []byte) (n int) {
	if r.broken {
		return len(p)
	}
	for r.head < recordHead {
		if n == len(p) {
			return n
		}
		r.header(p[n])
		n++
	}
	body := min(len(p)-n, int(r.left))
	if r.left -= uint16(body); r.left == 0 {
		*r = records{broken: r.broken}
	}
	return n + body
}

// header takes a byte of the header: type, version (major and minor), length.
func (r *records) header(octet byte) {
	const firstType, lastType, major = 20, 24, 3
	switch r.head {
	case 0:
		r.broken = octet < firstType || octet > lastType
	case 1:
		r.broken = r.broken || octet != major
	case 3, 4:
		r.length = r.length<<8 | uint16(octet)
	}
	r.head++
	r.left = r.length
	r.broken = r.broken || r.length > longestRecord
}

// pass lets all bytes pass, and returns how many records end in them.
func (r *records) pass(p []byte) (ends int) {
	for len(p) > 0 {
		if p = p[r.take(p):]; r.between() {
			ends++
		}
	}
	return ends
}

// between reports whether the last record has passed to its end.
func (r *records) between() bool { return r.head == 0 && !r.broken }
