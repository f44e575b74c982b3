package jaruek.radius.eap;

/** One run of an EAP method. Never two calls at a time. */
interface Method {
  /** The EAP type. */
  int type();

  /**
   * The first request.
   *
   * @param id of the request that this will be
   */
  Step begin(int id);

  /** What comes of a response of this method's type to the last request. */
  Step answer(EapPacket response);

  /** Whether it holds a TLS engine at present: those are counted and limited. */
  default boolean heavy() {
    return false;
  }
}
