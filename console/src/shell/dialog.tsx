/** A dialog over the page: the focus stays inside, Escape closes it. */
import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Modal, ModalOverlay } from 'react-aria-components';

interface Props {
  readonly label: string;
  readonly isOpen: boolean;
  readonly close: () => void;
  readonly children: ReactNode;
}

export const Dialog = ({ label, isOpen, close, children }: Props) => (
  <ModalOverlay
    className="pop"
    isOpen={isOpen}
    isDismissable
    onOpenChange={(open) => (open ? null : close())}
  >
    <Modal className="dlg">
      <AriaDialog aria-label={label}>{children}</AriaDialog>
    </Modal>
  </ModalOverlay>
);
