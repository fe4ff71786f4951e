package golden_test

import (
	"context"
	"testing"

	"github.com/wampgen/wampgen/golden/prefixes"
)

// prefixed has members of two interfaces that are named alike.
type prefixed struct {
	*prefixes.Directory
	users  chan string
	groups chan int64
}

func (prefixed) UserGet(_ context.Context, name string) (string, error) { return name, nil }
func (prefixed) Get(_ context.Context, id int64) (int64, error)         { return id, nil }
func (p prefixed) OnRemoved(_ context.Context, name string) error {
	p.users <- name
	return nil
}
func (p prefixed) OnGroupRemoved(_ context.Context, id int64) error {
	p.groups <- id
	return nil
}

func TestPrefixes(t *testing.T) {
	connect := newRealm(t)
	class := func(p *prefixed) func(prefixes.DirectoryStub) (prefixed, error) {
		return func(stub prefixes.DirectoryStub) (prefixed, error) {
			d, err := prefixes.NewDirectory(stub)
			*p = prefixed{d, make(chan string, 1), make(chan int64, 1)}
			return *p, err
		}
	}
	var p prefixed
	start(t, connect, prefixes.DirectoryClass(class(&p)), "")
	ctx, session := t.Context(), join(t, connect)
	if name, err := prefixes.NewUsersClient(session).Get(ctx, "ann"); name != "ann" || err != nil {
		t.Errorf("user %q, %v", name, err)
	}
	if id, err := prefixes.NewGroupsClient(session).Get(ctx, 7); id != 7 || err != nil {
		t.Errorf("group %d, %v", id, err)
	}
	if err := prefixes.NewUsersPublisher(session).PublishRemoved(ctx, "bob"); err != nil || <-p.users != "bob" {
		t.Errorf("the user is not removed: %v", err)
	}
	if err := prefixes.NewGroupsPublisher(session).PublishRemoved(ctx, 8); err != nil || <-p.groups != 8 {
		t.Errorf("the group is not removed: %v", err)
	}
	got := make(chan string, 1)
	if _, err := prefixes.SubscribeUsersRemoved(ctx, session, func(_ context.Context, name string) error {
		got <- name
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := p.PublishUserRemoved(ctx, "eve"); err != nil || <-got != "eve" {
		t.Errorf("the component's event does not arrive: %v", err)
	}
	if name, err := p.OtherUsers().Get(ctx, "joe"); name != "joe" || err != nil {
		t.Errorf("the component calls user %q, %v", name, err)
	}
	if err := p.PublishGroupRemoved(ctx, 9); err != nil {
		t.Error(err)
	}
}
