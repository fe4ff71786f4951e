package app

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"time"

	"github.com/wampgen/wampgen/router/watch"
)

// settle is how long the node file has to be left alone before it is read again.
const settle = 300 * time.Millisecond

var errNothingToWatch = errors.New("watch node file: the one in this program does not change")

// watchFile tells on the channel that the text of the node file has changed since the node
// has read it, until ctx ends.
func (o *operator) watchFile(ctx context.Context, changed chan<- struct{}) error {
	last := o.file.data
	look := func() {
		again, err := o.file.again()
		if err != nil || bytes.Equal(again.data, last) {
			return // it is being replaced, or something beside it was
		}
		last = again.data
		select {
		case changed <- struct{}{}:
		default:
		}
	}
	return watch.Directories(ctx, []string{filepath.Dir(o.file.path)}, settle, look, look)
}
