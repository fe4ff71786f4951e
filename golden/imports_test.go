package golden_test

import (
	"context"
	stderrors "errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/golden/imports/common"
	"github.com/wampgen/wampgen/golden/imports/devices"
	"github.com/wampgen/wampgen/golden/imports/panel"
	"github.com/wampgen/wampgen/golden/imports/registry"
	"github.com/wampgen/wampgen/runtime"
)

// directory provides an interface of another package.
type directory struct{ *panel.Directory }

func (directory) Get(_ context.Context, name common.Name) (common.User, error) {
	if name == "nobody" {
		return common.User{}, &common.NoUserError{Name: name}
	}
	return common.User{Name: name, Role: common.RoleAdmin}, nil
}

func (d directory) Rename(ctx context.Context, role common.Role, args common.UsersRenameArgs) error {
	if err := d.PublishRemoved(ctx, role, common.User{Name: args.From, Role: role}); err != nil {
		return err
	}
	return d.PublishCleared(ctx)
}

// store uses two other packages.
type store struct {
	*panel.Store
	removed chan common.User
	cleared chan bool
}

func (s store) OnRemoved(_ context.Context, _ common.Role, user common.User) error {
	s.removed <- user
	return nil
}

func (s store) OnCleared(context.Context) error {
	s.cleared <- true
	return nil
}

func (s store) Get(ctx context.Context, name common.Name) (devices.Device, error) {
	owner, err := s.Users().Get(ctx, name)
	if err != nil {
		return devices.Device{}, err
	}
	return devices.Device{Owner: owner, Role: s.Extra.Role, SeenBy: []common.Subject{&owner}}, nil
}

func (s store) Give(ctx context.Context, to common.Name, subject common.Subject) (common.Subject, error) {
	return subject, s.PublishGiven(ctx, []common.User{{Name: to, Role: common.RoleUser}})
}

func TestImports(t *testing.T) {
	connect := newRealm(t)
	start(t, connect, panel.DirectoryClass(func(stub panel.DirectoryStub) (directory, error) {
		d, err := panel.NewDirectory(stub)
		return directory{d}, err
	}), "")
	removed, cleared := make(chan common.User, 1), make(chan bool, 1)
	start(t, connect, panel.StoreClass(func(stub panel.StoreStub) (store, error) {
		s, err := panel.NewStore(stub)
		return store{s, removed, cleared}, err
	}), `{"owner": {"name": "o"}, "role": "user"}`)
	session := join(t, connect)
	ctx, c := t.Context(), devices.NewDevicesClient(session)

	ann := common.User{Name: "ann", Role: common.RoleAdmin}
	device, err := c.Get(ctx, "ann")
	if diff := cmp.Diff(devices.Device{Owner: ann, Role: common.RoleUser, SeenBy: []common.Subject{&ann}}, device); diff != "" || err != nil {
		t.Errorf("device: %v (-want +got)\n%s", err, diff)
	}
	_, err = c.Get(ctx, "nobody")
	if e, ok := stderrors.AsType[*common.NoUserError](err); !ok || e.Name != "nobody" {
		t.Errorf("error = %v, want that there is nobody", err)
	}
	_, err = c.Get(ctx, "")
	invalid(t, err, "args[0]", "min")
	given := make(chan []common.User, 1)
	if _, err := devices.SubscribeDevicesGiven(ctx, session, func(_ context.Context, users []common.User) error {
		given <- users
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	group := &common.Group{Users: []common.User{ann}}
	subject, err := c.Give(ctx, "bob", group)
	if diff := cmp.Diff(common.Subject(group), subject); diff != "" || err != nil {
		t.Errorf("subject: %v (-want +got)\n%s", err, diff)
	}
	if users := <-given; len(users) != 1 || users[0].Name != "bob" {
		t.Errorf("given to %v", users)
	}
	if err := common.NewUsersClient(session).Rename(ctx, common.RoleUser, common.UsersRenameArgs{From: "a", To: "b"}); err != nil {
		t.Error(err)
	}
	if user := <-removed; user != (common.User{Name: "a", Role: common.RoleUser}) || !<-cleared {
		t.Errorf("removed %v", user)
	}
	if r, err := runtime.NewRegistry(registry.Classes()); err != nil || len(r.Names()) != 2 {
		t.Errorf("registry: %v", err)
	}
}
