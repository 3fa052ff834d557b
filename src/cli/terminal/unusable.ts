/** Input or a command line that cannot be used at all: the command says the message on stderr and ends with exit code 2. */
export class Unusable extends Error {
  override readonly name = 'Unusable';
}
