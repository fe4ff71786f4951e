package wamp

// Error is an error that travels: its URI and payload are what the peer sees.
// Find it with errors.As. Payload holds its own memory.
type Error struct {
	URI     URI
	Message string // the text of args[0] when that is a string; for people
	Payload Payload
}

// Error returns the URI and, if there is one, the message.
func (e *Error) Error() string {
	if e.Message == "" {
		return string(e.URI)
	}
	return string(e.URI) + ": " + e.Message
}

// Error and close URIs that the specification defines (section "Basic Profile
// URIs" and the sections of the advanced profile).
const (
	ErrInvalidURI             URI = "wamp.error.invalid_uri"
	ErrNoSuchProcedure        URI = "wamp.error.no_such_procedure"
	ErrProcedureAlreadyExists URI = "wamp.error.procedure_already_exists"
	ErrNoSuchRegistration     URI = "wamp.error.no_such_registration"
	ErrNoSuchSubscription     URI = "wamp.error.no_such_subscription"
	ErrNoSuchSession          URI = "wamp.error.no_such_session"
	ErrInvalidArgument        URI = "wamp.error.invalid_argument"
	ErrCanceled               URI = "wamp.error.canceled"
	ErrTimeout                URI = "wamp.error.timeout"
	ErrPayloadSizeExceeded    URI = "wamp.error.payload_size_exceeded"
	ErrProtocolViolation      URI = "wamp.error.protocol_violation"
	ErrNotAuthorized          URI = "wamp.error.not_authorized"
	ErrAuthorizationFailed    URI = "wamp.error.authorization_failed"
	ErrAuthenticationDenied   URI = "wamp.error.authentication_denied"
	ErrAuthenticationFailed   URI = "wamp.error.authentication_failed"
	ErrAuthenticationRequired URI = "wamp.error.authentication_required"
	ErrNoAuthMethod           URI = "wamp.error.no_matching_auth_method"
	ErrNoSuchRealm            URI = "wamp.error.no_such_realm"
	ErrNoSuchRole             URI = "wamp.error.no_such_role"
	ErrNoSuchPrincipal        URI = "wamp.error.no_such_principal"
	ErrNoEligibleCallee       URI = "wamp.error.no_eligible_callee"
	ErrUnavailable            URI = "wamp.error.unavailable"
	ErrNoAvailableCallee      URI = "wamp.error.no_available_callee"
	ErrOptionNotAllowed       URI = "wamp.error.option_not_allowed"
	ErrDiscloseMeNotAllowed   URI = "wamp.error.option_disallowed.disclose_me"
	ErrFeatureNotSupported    URI = "wamp.error.feature_not_supported"
	ErrNetworkFailure         URI = "wamp.error.network_failure"
	ErrRuntimeError           URI = "wamp.error.runtime_error"
	CloseSystemShutdown       URI = "wamp.close.system_shutdown"
	CloseNormal               URI = "wamp.close.normal"
	CloseRealm                URI = "wamp.close.close_realm"
	CloseGoodbyeAndOut        URI = "wamp.close.goodbye_and_out"
	CloseKilled               URI = "wamp.close.killed"
)
