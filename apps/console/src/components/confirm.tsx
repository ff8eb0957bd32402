import { useState, type ReactNode } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { useAction } from '../hooks/use-action.js';
import { Button } from './button.js';
import { ProblemNotice } from './notices.js';

interface Props {
  /** What is on the button that asks. */
  readonly label: string;
  readonly title: string;
  /** What will happen, and what cannot be undone of it; fields as well. */
  readonly children: ReactNode;
  readonly confirmLabel?: string;
  readonly act: () => Promise<unknown>;
  readonly onDone?: () => void;
  readonly isDisabled?: boolean;
  /** Nothing is lost by it. */
  readonly isHarmless?: boolean;
  readonly isSmall?: boolean;
}

/** A button for what must not happen by mistake: it asks first, and says what became of it. */
export function Confirm({
  label,
  title,
  children,
  confirmLabel = label,
  act,
  onDone,
  isDisabled = false,
  isHarmless = false,
  isSmall = false,
}: Props) {
  const [isOpen, setOpen] = useState(false);
  const action = useAction(async () => {
    await act();
    return true;
  });
  const open = (): void => {
    action.reset();
    setOpen(true);
  };
  const confirm = async (): Promise<void> => {
    if (!(await action.run())) return;
    setOpen(false);
    onDone?.();
  };
  const variant = isHarmless ? 'primary' : 'danger';
  return (
    <>
      <Button variant={isHarmless ? 'plain' : 'danger'} isSmall={isSmall} isDisabled={isDisabled} onPress={open}>
        {label}
      </Button>
      <ModalOverlay className="overlay" isOpen={isOpen} onOpenChange={setOpen} isDismissable={!action.isRunning}>
        <Modal className="modal">
          <Dialog className="dialog" role={isHarmless ? 'dialog' : 'alertdialog'}>
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            <div className="stack">{children}</div>
            <ProblemNotice problem={action.problem} />
            <div className="row row-end">
              <Button onPress={() => setOpen(false)} isDisabled={action.isRunning}>
                Cancel
              </Button>
              <Button variant={variant} onPress={() => void confirm()} isBusy={action.isRunning}>
                {confirmLabel}
              </Button>
            </div>
          </Dialog>
        </Modal>
      </ModalOverlay>
    </>
  );
}
