package catalog

import (
	"context"

	"github.com/wampgen/wampgen/runtime"
)

// Controller is the component class catalog.Controller.
type Controller struct {
	ControllerStub
}

// NewController returns the component; the registry calls it.
func NewController(stub ControllerStub) (*Controller, error) {
	return &Controller{ControllerStub: stub}, nil
}

// Authorize handles wamp.session.authorize.
func (s *Controller) Authorize(ctx context.Context, args AuthorizeAuthorizeArgs) (AuthorizationResponse, error) {
	var result AuthorizationResponse
	return result, runtime.ErrNotImplemented
}

// GetRouterRealms handles com.example.node.{node_id}.worker.{worker_id}.get_router_realms.
func (s *Controller) GetRouterRealms(ctx context.Context, nodeID string, workerID string) ([]string, error) {
	var result []string
	return result, runtime.ErrNotImplemented
}

// GetRouterRealm handles com.example.node.{node_id}.worker.{worker_id}.get_router_realm.
func (s *Controller) GetRouterRealm(ctx context.Context, nodeID string, workerID string, realmID string) (RealmInfo, error) {
	var result RealmInfo
	return result, runtime.ErrNotImplemented
}

// StartRouterRealm handles com.example.node.{node_id}.worker.{worker_id}.start_router_realm.
func (s *Controller) StartRouterRealm(ctx context.Context, nodeID string, workerID string, args NodeControlStartRouterRealmArgs) (RealmInfo, error) {
	var result RealmInfo
	return result, runtime.ErrNotImplemented
}
