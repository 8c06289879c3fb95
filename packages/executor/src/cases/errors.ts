import { CodedError } from '@autoopt/config'

/** Any reason why a dataset gives no cases. Each subclass has one fixed code. */
export abstract class CaseError extends CodedError {
  static override readonly mark = Symbol.for('@autoopt/executor/CaseError')
}

/** Thrown when a file of cases is not there, cannot be read or decoded, or is no list of cases as a whole. */
export class CaseFileError extends CaseError {
  static override readonly code = 'EXEC-CASES-001'
  override readonly name = 'CaseFileError'
  readonly code = CaseFileError.code
}

/** Thrown when one row of a file of cases, or one record, is no case. */
export class CaseRowError extends CaseError {
  static override readonly code = 'EXEC-CASES-002'
  override readonly name = 'CaseRowError'
  readonly code = CaseRowError.code
}

/** Thrown when the columns of a file of cases are not those that were asked for, or one looks like a slip of the pen. */
export class CaseColumnError extends CaseError {
  static override readonly code = 'EXEC-CASES-003'
  override readonly name = 'CaseColumnError'
  readonly code = CaseColumnError.code
}

/** Thrown when two cases of a dataset have the same id. */
export class DuplicateCaseError extends CaseError {
  static override readonly code = 'EXEC-CASES-004'
  override readonly name = 'DuplicateCaseError'
  readonly code = DuplicateCaseError.code
}

/** Thrown when a file of cases holds none. */
export class EmptyCaseFileError extends CaseError {
  static override readonly code = 'EXEC-CASES-005'
  override readonly name = 'EmptyCaseFileError'
  readonly code = EmptyCaseFileError.code
}

/** Thrown when a file that a case uploads is not there, or a pool of files is empty. */
export class InputFileError extends CaseError {
  static override readonly code = 'EXEC-CASES-006'
  override readonly name = 'InputFileError'
  readonly code = InputFileError.code
}

/** Thrown when a constraint names what is not there, or when constraints leave no case at all or none with some value. */
export class ConstraintError extends CaseError {
  static override readonly code = 'EXEC-CASES-007'
  override readonly name = 'ConstraintError'
  readonly code = ConstraintError.code
}

/** Thrown when a template names a parameter that is not there. */
export class CaseTemplateError extends CaseError {
  static override readonly code = 'EXEC-CASES-008'
  override readonly name = 'CaseTemplateError'
  readonly code = CaseTemplateError.code
}

/** Thrown when parameters have too many values for the way in which they are to become cases. */
export class TooManyValuesError extends CaseError {
  static override readonly code = 'EXEC-CASES-009'
  override readonly name = 'TooManyValuesError'
  readonly code = TooManyValuesError.code
}

/** Thrown when a case holds what JSON cannot hold on every machine in the same way: half a surrogate pair, NaN, a circle. */
export class CaseHashError extends CaseError {
  static override readonly code = 'EXEC-CASES-010'
  override readonly name = 'CaseHashError'
  readonly code = CaseHashError.code
}
