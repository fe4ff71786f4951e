package chat

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
	"github.com/wampgen/wampgen/schemas/metaapi"
)

//go:generate go run ../../../cmd/wampgen

// Lobby is the component class chat.Lobby.
type Lobby struct {
	LobbyStub
	rooms []*room // of the configuration, and in its order

	mu     sync.Mutex
	people map[wamp.ID]string // names by session
}

// NewLobby returns the component; the registry calls it.
func NewLobby(stub LobbyStub) (*Lobby, error) {
	s := &Lobby{LobbyStub: stub, people: map[wamp.ID]string{}}
	for _, r := range s.Extra.Rooms {
		if s.room(r.Name) != nil {
			return nil, errors.New("two rooms are named " + string(r.Name))
		}
		s.rooms = append(s.rooms, &room{name: r.Name, subject: r.Subject, keep: int(s.Extra.Keep)})
	}
	return s, nil
}

// OnJoin tells that nobody is here: the retained event may be of an earlier run.
func (s *Lobby) OnJoin(ctx context.Context, _ runtime.JoinDetails) error {
	return s.PublishPeople(ctx, []string{})
}

// SignIn gives the caller's session a name.
func (s *Lobby) SignIn(ctx context.Context, name string) error {
	call, _ := runtime.InvocationFrom(ctx)
	if err := s.enter(ctx, call.Caller, name); err != nil {
		return err
	}
	// Calls and events are handled side by side: a session that was gone before this
	// call was handled must not stay.
	_, err := s.MetaSession().Get(ctx, call.Caller)
	if gone := new(metaapi.NoSuchSessionError); errors.As(err, &gone) {
		return s.exit(ctx, call.Caller)
	}
	return err
}

// OnSessionOnLeave frees the name of a session that has left.
func (s *Lobby) OnSessionOnLeave(ctx context.Context, event metaapi.SessionOnLeaveEvent) error {
	return s.exit(ctx, event.Session)
}

func (s *Lobby) enter(ctx context.Context, session wamp.ID, name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for other, taken := range s.people {
		if taken == name && other != session {
			return &NameTakenError{Name: name}
		}
	}
	s.people[session] = name
	return s.tellPeople(ctx)
}

func (s *Lobby) exit(ctx context.Context, session wamp.ID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, here := s.people[session]; !here {
		return nil
	}
	delete(s.people, session)
	return s.tellPeople(ctx)
}

// tellPeople is called under the lock, so that the last event is the truth.
func (s *Lobby) tellPeople(ctx context.Context) error {
	return s.PublishPeople(ctx, slices.Sorted(maps.Values(s.people)))
}

// Rooms returns the rooms in the order of the configuration.
func (s *Lobby) Rooms(context.Context) ([]Room, error) {
	list := make([]Room, len(s.rooms))
	for i, r := range s.rooms {
		list[i] = Room{Name: r.name, Subject: r.subject, Last: r.last()}
	}
	return list, nil
}

// Say tells everybody who listens to the room.
func (s *Lobby) Say(ctx context.Context, name RoomName, text string) (int64, error) {
	r := s.room(name)
	if r == nil {
		return 0, &NoSuchRoomError{Room: string(name)}
	}
	call, _ := runtime.InvocationFrom(ctx)
	s.mu.Lock()
	author, here := s.people[call.Caller]
	s.mu.Unlock()
	if !here {
		return 0, &NotSignedInError{}
	}
	return r.say(Message{Author: author, Text: text, At: time.Now()}, func(m Message) error {
		return s.PublishSaid(ctx, name, m)
	})
}

// History returns the newest messages that are older than a number, oldest first.
func (s *Lobby) History(_ context.Context, name RoomName, args RoomsHistoryArgs) ([]Message, error) {
	r := s.room(name)
	if r == nil {
		return nil, &NoSuchRoomError{Room: string(name)}
	}
	return r.before(args.Before, int(args.Limit)), nil
}

func (s *Lobby) room(name RoomName) *room {
	for _, r := range s.rooms {
		if r.name == name {
			return r
		}
	}
	return nil
}
