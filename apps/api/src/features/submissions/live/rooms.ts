import type { Socket } from 'socket.io';

const SUBMISSION = 'submission:';
const LIVE_RUN = 'live-run:';

/** Sockets that follow a submission. */
export const submissionRoom = (submissionId: string) => SUBMISSION + submissionId;
/** The socket that talks to a program. */
export const liveRunRoom = (submissionId: string) => LIVE_RUN + submissionId;

/** The submission whose followers are in this room; null: it is another room. */
export const followedIn = (room: string) =>
  room.startsWith(SUBMISSION) ? room.slice(SUBMISSION.length) : null;

/** The rooms of submissions that a socket follows. */
export const followedBy = ({ rooms }: Socket) => [...rooms].filter((room) => followedIn(room) !== null);

/** Whether a socket sees anything that it might not see any more when its caller has lost rights. */
export const seesSomething = (socket: Socket) =>
  [...socket.rooms].some((room) => room.startsWith(SUBMISSION) || room.startsWith(LIVE_RUN));
